// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;

/** A Normal posterior on the plane, and the evidence lower bound. */
@Part(value = "toy", description = "a Normal posterior on the plane, for tests")
public record ToyVariant() implements Variant {

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.of(PartType.choiceOf(new ToyNormal.Family(2)));
    }

    @Override
    public PartChoice estimator() {
        return PartChoice.of("toy-elbo");
    }
}
