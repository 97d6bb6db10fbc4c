/** A shop: Spring's and JSR-107's cache annotations on Spillway. */
@NullMarked
package io.spillway.examples.spring;

import org.jspecify.annotations.NullMarked;
