// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.List;
import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the metrics of representations. */
public final class RepresentationModule extends VaeLabModule {

    @Override
    protected void announce() {
        metric("mig", MutualInformationGap.class);
        metric("dci.disentanglement", Dci.Disentanglement.class);
        metric("dci.completeness", Dci.Completeness.class);
        metric("dci.informativeness", Dci.Informativeness.class);
        metric("sap", AttributePredictability.class);
        metric("factorVae", FactorVaeScore.class);
        metric("modularity", Modularity.class);
        metricWhereDefined("accuracy", LabelAccuracy.class);
        for (int labels : List.of(100, 600, 1000, 3000)) {
            for (ProbeAccuracy.Input input : ProbeAccuracy.Input.values()) {
                metric(
                        "accuracy." + input.prefix() + "knn" + labels,
                        new ProbeAccuracy.Nearest(labels, input));
                metric(
                        "accuracy." + input.prefix() + "logistic" + labels,
                        new ProbeAccuracy.Logistic(labels, input));
            }
        }
        metric("nmi", ClusterAgreement.NormalizedMutualInformation.class);
        metric("ari", ClusterAgreement.AdjustedRandIndex.class);
    }
}
