// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.function.ToDoubleFunction;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The agreement of clusters of codes with labels that the clustering does not use: {@link KMeans}
 * with as many clusters as there are known labels in training, of at most {@value
 * FactoredCodes#EXAMPLES} training examples at their locations, labelled or not. Each test example
 * whose label is known is in the cluster of the nearest centre.
 */
abstract class ClusterAgreement extends RepresentationMetric {

    /** Test examples for each class of the training examples, on average. */
    private static final int LEAST_OF_CLASS = 5;

    private final ToDoubleFunction<ContingencyTable> agreement;

    private ClusterAgreement(
            String label, String sentence, ToDoubleFunction<ContingencyTable> agreement) {
        super(KnownLabels::obstacle, label, sentence);
        this.agreement = agreement;
    }

    /** The normalised mutual information, with the arithmetic mean of the entropies. */
    @Part("nmi")
    static final class NormalizedMutualInformation extends ClusterAgreement {
        NormalizedMutualInformation() {
            super(
                    "NMI",
                    "The normalised mutual information of clusters of codes and labels.",
                    ContingencyTable::normalizedMutualInformation);
        }
    }

    @Cites("hubert1985")
    @Part("ari")
    static final class AdjustedRandIndex extends ClusterAgreement {
        AdjustedRandIndex() {
            super(
                    "ARI",
                    "The adjusted Rand index of clusters of codes and labels.",
                    ContingencyTable::adjustedRandIndex);
        }

        @Override
        public MetricDescription description() {
            return super.description().within(-0.5, 1);
        }
    }

    @Override
    public Measured measure(MetricContext subject) {
        ContingencyTable table =
                subject.get(new Shared<>("representation.clusters", ClusterAgreement::clustered));
        return Measured.number(agreement.applyAsDouble(table), table.size());
    }

    private static ContingencyTable clustered(MetricContext context) {
        int[] truth = KnownLabels.ofTest(context).labels().values();
        int clusters = KnownLabels.ofTraining(context).labels().knownValues();
        context.undefinedIf(
                truth.length < LEAST_OF_CLASS * clusters,
                "%s test examples are too few for %s classes: clusters agree with the labels of so few by chance; at least %s of a class are needed"
                        .formatted(truth.length, clusters, LEAST_OF_CLASS));
        Examples training =
                context.subset()
                        .of(FactoredCodes.trainingExamples(context), FactoredCodes.EXAMPLES);
        CodeMatrix codes = CodeMatrix.of(context, training, CodeMatrix.Point.LOCATION);
        int[] found =
                new KMeans(codes.rows(), clusters, context.key())
                        .assign(KnownLabels.testCodes(context).rows());
        return ContingencyTable.of(found, truth);
    }
}
