// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.PartChoice;

/** Mixtures of Bernoullis and of Normals, by expectation and maximisation. */
public final class MixtureVariant implements Variant<MixtureSettings> {

    @Override
    public Class<MixtureSettings> settingsType() {
        return MixtureSettings.class;
    }

    @Override
    public String description() {
        return "mixture of Bernoullis or Normals, exact posterior, by EM (Bishop 2006, chapters 9, 10)";
    }

    /** Returns nothing: the posterior is that of the model. */
    @Override
    public Optional<PartChoice> posterior(MixtureSettings settings) {
        return Optional.empty();
    }

    @Override
    public Optional<WholeModel> whole(MixtureSettings settings) {
        return Optional.of(context -> new MixtureModels(settings, context).create());
    }

    /** Returns full expectation and maximisation. */
    @Override
    public PartChoice estimator(MixtureSettings settings) {
        return PartChoice.of("em");
    }
}
