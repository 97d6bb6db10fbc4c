/** What of Spring Boot has other names in its version 3.5. */
@NullMarked
package io.spillway.spring.boot3;

import org.jspecify.annotations.NullMarked;
