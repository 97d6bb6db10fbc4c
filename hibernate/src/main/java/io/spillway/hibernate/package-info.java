/** What Spillway knows of Hibernate: which of its regions a cache can serve, and which it would serve wrongly. */
@NullMarked
package io.spillway.hibernate;

import org.jspecify.annotations.NullMarked;
