/** The numbers of Spillway's caches as Micrometer meters. */
@NullMarked
package io.spillway.micrometer;

import org.jspecify.annotations.NullMarked;
