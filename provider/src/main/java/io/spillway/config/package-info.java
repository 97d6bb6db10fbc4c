/**
 * The configuration: from a YAML file to immutable settings, with every default filled in.
 *
 * <p>{@link io.spillway.config.ConfigurationSource} finds the file that a cache manager's URI means; what comes out are
 * {@link io.spillway.config.ManagerSettings}. The whole vocabulary is one table, {@code Keys}: a key's name, type, default
 * and documentation stand there and nowhere else. Whatever is wrong with a file ends in one {@link
 * io.spillway.ConfigurationException} that names the place.
 *
 * <p>Nothing here knows a cache or a tier; whoever builds those maps the settings to what they need.
 */
@NullMarked
package io.spillway.config;

import org.jspecify.annotations.NullMarked;
