/** JSR-107's front door: the provider, its cache managers, and how a cache is put together from its settings. */
@NullMarked
package io.spillway.provider;

import org.jspecify.annotations.NullMarked;
