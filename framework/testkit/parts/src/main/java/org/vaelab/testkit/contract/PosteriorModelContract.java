// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Set;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.posterior.PosteriorPart;

/**
 * The contract of a model with a posterior: it trains, resumes and is evaluated. It comes beside
 * the {@link PosteriorContract}.
 *
 * <pre>{@code
 * final class LogisticModelContractTest extends PosteriorModelContract {
 *     LogisticModelContractTest() {
 *         super("logistic", "{latent: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract class PosteriorModelContract extends ModelContract {

    /**
     * Creates the contract of a registered posterior.
     *
     * @param settings as in a config, see {@link ConfiguredPart}
     */
    protected PosteriorModelContract(String posterior, String... settings) {
        super(PosteriorPart.class, posterior, settings);
    }

    @Override
    ModelBlueprint modelOf(Object part) {
        return around((PosteriorPart) part);
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
