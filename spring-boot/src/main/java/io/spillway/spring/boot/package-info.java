/** Spillway in applications of Spring Boot. */
@NullMarked
package io.spillway.spring.boot;

import org.jspecify.annotations.NullMarked;
