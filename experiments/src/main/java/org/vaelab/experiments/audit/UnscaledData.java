// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import org.vaelab.framework.data.UnscaledValues;

/** Real values of a scale that training does not expect ({@link UnscaledValues}). */
final class UnscaledData implements ModelCheck {

    @Override
    public String name() {
        return "unscaled-data";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        return UnscaledValues.in(model.data())
                .map(
                        values ->
                                new Doubt(
                                        "the training data are not scaled: "
                                                + values
                                                + "; initial values and learning rates are those"
                                                + " for values of about 1",
                                        "set data.standardize: true; outputs and log p(x) stay in"
                                                + " the units of the data"))
                .stream()
                .toList();
    }
}
