/** Spring Session's sessions in caches of Spillway. */
@NullMarked
package io.spillway.spring.session;

import org.jspecify.annotations.NullMarked;
