/** A library: JPA entities whose second-level cache is Spillway. */
@NullMarked
package io.spillway.examples.hibernate;

import org.jspecify.annotations.NullMarked;
