// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

/**
 * All parts that plugins bind, by extension point. A part that is made of other parts finds them
 * here.
 */
@FunctionalInterface
public interface Parts {

    /**
     * Returns the parts of an extension point.
     *
     * @param point an interface with {@link ExtensionPoint}
     */
    <P> Registry<P> of(Class<P> point);
}
