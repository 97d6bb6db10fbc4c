/** What the pages call the reader's own. */
@NullMarked
package com.example;

import org.jspecify.annotations.NullMarked;
