// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Shorthand;

/**
 * The contract of a {@link Shorthand}: that of the model which it stands for. Its settings describe
 * a posterior.
 *
 * <pre>{@code
 * final class GumbelContractTest extends VariantContract {
 *     GumbelContractTest() {
 *         super("gumbel", "{variables: 3, categories: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract class VariantContract extends ModelContract {

    /**
     * Creates the contract of a registered shorthand.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected VariantContract(String name, String... settings) {
        super(Shorthand.class, name, settings);
    }

    @Override
    final ModelBlueprint modelOf(Object part) {
        Shorthand shorthand = (Shorthand) part;
        return around(shorthand.posterior().orElseThrow()).withEstimator(shorthand.estimator());
    }
}
