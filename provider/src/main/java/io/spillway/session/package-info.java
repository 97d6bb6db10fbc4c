/** What sessions need beyond the api: Java objects in them. */
@NullMarked
package io.spillway.session;

import org.jspecify.annotations.NullMarked;
