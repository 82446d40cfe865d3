// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.MetricContext;

/**
 * How well clusters of codes agree with the labels, which the clusters have not seen: {@link KMeans} with as
 * many clusters as labels occur, of at most {@value FactoredCodes#EXAMPLES} training examples at their locations;
 * all test examples are in the cluster of the nearest centre.
 */
abstract class ClusterAgreement extends RepresentationMetric {

    /** The normalised mutual information, with the arithmetic mean of the entropies. */
    static final class NormalizedMutualInformation extends ClusterAgreement {
        @Override
        double of(ContingencyTable table) {
            return table.normalizedMutualInformation();
        }
    }

    /** The adjusted Rand index. */
    static final class AdjustedRandIndex extends ClusterAgreement {
        @Override
        double of(ContingencyTable table) {
            return table.adjustedRandIndex();
        }
    }

    abstract double of(ContingencyTable table);

    @Override
    final Measurement.Measured estimate(MetricContext subject) {
        ContingencyTable table =
                subject.shared(
                        "representation.clusters",
                        ContingencyTable.class,
                        ClusterAgreement::clustered);
        return score(of(table), table.size());
    }

    private static ContingencyTable clustered(MetricContext context) {
        int[] truth = ClassLabels.of(context.test()).values();
        Examples training =
                context.subset()
                        .of(FactoredCodes.trainingExamples(context), FactoredCodes.EXAMPLES);
        Codes codes = Codes.of(context, training, Codes.Point.LOCATION);
        int clusters = (int) Arrays.stream(ClassLabels.of(training).values()).distinct().count();
        int[] found =
                new KMeans(codes.rows(), clusters, context.key())
                        .assign(ClassLabels.testCodes(context).rows());
        return ContingencyTable.of(found, truth);
    }
}
