// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;

/**
 * A model trained by a bound of more draws than evaluation takes for log p(x): it is then measured by a
 * looser bound than the one it was trained for.
 */
final class FewImportanceSamples implements ModelCheck {

    @Override
    public String name() {
        return "few-importance-samples";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        int training = model.trainingSamples();
        int evaluation = model.run().evaluation().importanceSamples();
        return model.pointMass() || !model.multiSample() || evaluation >= training
                ? List.of()
                : List.of(
                        new Doubt(
                                String.format(
                                        Locale.ROOT,
                                        "training takes %d draws and evaluation %d: log p(x) is"
                                                + " measured by a looser bound than the one that is"
                                                + " trained",
                                        training,
                                        evaluation),
                                "set evaluation.importanceSamples to "
                                        + training
                                        + " or more, and many times that for log p(x) itself"));
    }
}
