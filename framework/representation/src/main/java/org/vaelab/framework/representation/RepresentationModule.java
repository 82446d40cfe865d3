// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.plugin.VaeLabModule;

public final class RepresentationModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(MutualInformationGap.class);
        part(Dci.Disentanglement.class);
        part(Dci.Completeness.class);
        part(Dci.Informativeness.class);
        part(AttributePredictability.class);
        part(FactorVaeScore.class);
        part(Modularity.class);
        part(LabelAccuracy.class);
        for (int labels : List.of(100, 600, 1000, 3000)) {
            for (ProbeAccuracy.Input input : ProbeAccuracy.Input.values()) {
                String name = "accuracy." + input.prefix();
                instance(
                        Metric.class,
                        name + "knn" + labels,
                        new ProbeAccuracy.Nearest(labels, input));
                instance(
                        Metric.class,
                        name + "logistic" + labels,
                        new ProbeAccuracy.Logistic(labels, input));
            }
        }
        part(ClusterAgreement.NormalizedMutualInformation.class);
        part(ClusterAgreement.AdjustedRandIndex.class);
    }
}
