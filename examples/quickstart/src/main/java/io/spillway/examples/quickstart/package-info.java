/** Caches the running JDK itself through a heap far smaller than it is, and proves that nothing was lost. */
@NullMarked
package io.spillway.examples.quickstart;

import org.jspecify.annotations.NullMarked;
