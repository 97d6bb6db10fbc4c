/** A site whose HTTP sessions Spillway keeps. */
@NullMarked
package io.spillway.examples.site;

import org.jspecify.annotations.NullMarked;
