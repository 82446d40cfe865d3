// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

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
        metric("accuracy.knn100", ProbeAccuracy.Nearest100.class);
        metric("accuracy.knn600", ProbeAccuracy.Nearest600.class);
        metric("accuracy.knn1000", ProbeAccuracy.Nearest1000.class);
        metric("accuracy.logistic100", ProbeAccuracy.Logistic100.class);
        metric("accuracy.logistic600", ProbeAccuracy.Logistic600.class);
        metric("accuracy.logistic1000", ProbeAccuracy.Logistic1000.class);
        metric("nmi", ClusterAgreement.NormalizedMutualInformation.class);
        metric("ari", ClusterAgreement.AdjustedRandIndex.class);
    }
}
