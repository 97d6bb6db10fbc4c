/** Tests of the documentation: what the pages show is compiled, read and run. */
@NullMarked
package io.spillway.docs;

import org.jspecify.annotations.NullMarked;
