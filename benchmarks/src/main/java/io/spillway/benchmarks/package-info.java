/** JMH benchmarks of Spillway beside its peers; {@link io.spillway.benchmarks.Benchmarks} runs them and prints ratios. */
@NullMarked
package io.spillway.benchmarks;

import org.jspecify.annotations.NullMarked;
