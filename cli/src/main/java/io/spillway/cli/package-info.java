/**
 * A tool for the files of Spillway: {@code java -jar spillway-cli-all.jar --help}.
 *
 * <p>Looking changes nothing: {@code inspect}, {@code verify} and {@code export} only read, take no lock, and believe no byte
 * that does not verify. {@code checkpoint} and {@code restore} take the lock of the store, or are refused and say who has it.
 */
@NullMarked
package io.spillway.cli;

import org.jspecify.annotations.NullMarked;
