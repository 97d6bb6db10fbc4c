/** What a user of Spillway compiles against. */
@NullMarked
package io.spillway;

import org.jspecify.annotations.NullMarked;
