/** Programs that tests run in processes of their own. */
package io.spillway.tier.redis.child;
