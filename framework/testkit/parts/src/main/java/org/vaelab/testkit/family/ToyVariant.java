// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.framework.settings.PartChoice;

/** A Normal posterior on the plane, and the evidence lower bound. */
public final class ToyVariant implements Variant<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "a Normal posterior on the plane, for tests";
    }

    @Override
    public Optional<PartChoice> posterior(NoSettings settings) {
        return Optional.of(PartChoice.of("toy-normal", new ToyDimension(2)));
    }

    @Override
    public PartChoice estimator(NoSettings settings) {
        return PartChoice.of("toy-elbo");
    }
}
