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
                for (ProbeAccuracy.Classifier classifier : ProbeAccuracy.Classifier.values()) {
                    instance(
                            Metric.class,
                            "accuracy." + input.prefix() + classifier + labels,
                            new ProbeAccuracy(labels, input, classifier));
                }
            }
        }
        for (TwoSampleAccuracy.Classifier classifier : TwoSampleAccuracy.Classifier.values()) {
            instance(Metric.class, classifier.metric(), TwoSampleAccuracy.of(classifier));
        }
        instance(Metric.class, "distortion", Distortion.MEAN);
        instance(Metric.class, "distortion.rankCorrelation", Distortion.RANK_CORRELATION);
        instance(Metric.class, "distortion.scale", Distortion.SCALE);
        part(ClusterAgreement.NormalizedMutualInformation.class);
        part(ClusterAgreement.AdjustedRandIndex.class);
        instance(Metric.class, "codeSparsity.zeros", new CodeSparsity(false));
        instance(Metric.class, "codeSparsity.hoyer", new CodeSparsity(true));
    }
}
