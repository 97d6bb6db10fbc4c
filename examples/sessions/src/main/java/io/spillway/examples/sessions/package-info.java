/** The life of many sessions, most of which lie on disk, with the metrics of each step. */
@NullMarked
package io.spillway.examples.sessions;

import org.jspecify.annotations.NullMarked;
