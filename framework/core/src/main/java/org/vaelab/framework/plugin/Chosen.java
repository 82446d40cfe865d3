// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/**
 * A factory together with the settings it is given: all that is needed to make a part.
 *
 * @param name the name by which the factory was found
 * @param factory the factory
 * @param settings an instance of its settings class
 * @param <F> the kind of factory
 */
public record Chosen<F>(String name, F factory, Record settings) {}
