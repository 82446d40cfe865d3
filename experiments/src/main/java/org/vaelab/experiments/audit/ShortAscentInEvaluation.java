// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;
import org.vaelab.framework.parts.inference.SviFactory;

/**
 * Variational parameters of each datum's own that evaluation seeks in as many steps as one visit of training
 * takes: a training datum goes on from its last visit, a test datum starts anew, and is measured with a
 * posterior that is fitted worse.
 */
final class ShortAscentInEvaluation implements ModelCheck {

    @Override
    public String name() {
        return "short-ascent-in-evaluation";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        long visits =
                model.run().training().steps()
                        * model.run().training().batch()
                        / model.data().trainingSize();
        return model.run().blueprint().inference().stream()
                // Others that ascend start from an encoder, which knows as much of test data.
                .filter(inference -> inference.factory() instanceof SviFactory)
                .map(inference -> inference.settings())
                .filter(SviFactory.Settings.class::isInstance)
                .map(SviFactory.Settings.class::cast)
                .filter(svi -> svi.evaluationSteps() == null && visits > 1)
                .map(
                        svi ->
                                new Doubt(
                                        String.format(
                                                Locale.ROOT,
                                                "a training datum is fitted in about %,d visits of"
                                                        + " %d steps, and a test datum in %d from"
                                                        + " the start: the bound is looser on test"
                                                        + " data for that alone",
                                                visits,
                                                svi.steps(),
                                                svi.steps()),
                                        "set inference.evaluationSteps, such as to "
                                                + 10 * svi.steps()))
                .toList();
    }
}
