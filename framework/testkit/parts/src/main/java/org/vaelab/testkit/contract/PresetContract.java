// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Set;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Preset;
import org.vaelab.framework.posterior.PosteriorPart;

/**
 * The contract of a posterior that lends a variant its name: that of the variant. It comes beside
 * the {@link PosteriorContract}.
 *
 * <pre>{@code
 * final class LogisticVariantContractTest extends PresetContract {
 *     LogisticVariantContractTest() {
 *         super("logistic", "{latent: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract class PresetContract extends VariantContract {

    /**
     * Creates the contract of a registered posterior.
     *
     * @param settings as in a config, see {@link ConfiguredPart}
     */
    protected PresetContract(String posterior, String... settings) {
        super(PosteriorPart.class, posterior, settings);
    }

    @Override
    ModelBlueprint modelOf(Object part) {
        return around(Preset.of((PosteriorPart) part));
    }

    /** Returns false: what the settings of a posterior change is for {@link PosteriorContract}. */
    @Override
    final boolean hasFingerprint() {
        return false;
    }

    /** Returns nothing: that a posterior has a contract is for {@link PosteriorContract}. */
    @Override
    final Set<String> parts() {
        return Set.of();
    }
}
