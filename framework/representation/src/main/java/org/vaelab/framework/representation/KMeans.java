// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tribuo.Dataset;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.kmeans.KMeansModel;
import org.tribuo.clustering.kmeans.KMeansTrainer;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.la.DenseVector;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.random.RandomKey;

/**
 * Clusters by k-means in Euclidean distance (Tribuo's, begun by k-means++): of {@value #STARTS}
 * starts the one whose sum of squared distances is smallest.
 */
final class KMeans {

    static final int STARTS = 5;

    /** The most passes over the codes; Lloyd's algorithm is nearly always done before. */
    private static final int ITERATIONS = 100;

    private final double[][] centres;

    KMeans(double[][] codes, int clusters, RandomKey key) {
        Dataset<ClusterID> data = new TribuoExamples(codes[0].length).unlabelled(codes);
        double least = Double.POSITIVE_INFINITY;
        double[][] best = new double[0][];
        for (int start = 0; start < STARTS; start++) {
            double[][] found = centres(data, clusters, key.fold(start));
            double squares = squares(codes, found);
            if (squares < least) {
                least = squares;
                best = found;
            }
        }
        centres = best;
    }

    private static double[][] centres(Dataset<ClusterID> data, int clusters, RandomKey key) {
        // One thread: with several the order of the sums, and so their rounding, would vary.
        KMeansModel model =
                new KMeansTrainer(
                                clusters,
                                ITERATIONS,
                                new L2Distance(),
                                KMeansTrainer.Initialisation.PLUSPLUS,
                                1,
                                key.bits())
                        .train(data);
        return Arrays.stream(model.getCentroidVectors())
                .map(DenseVector::toArray)
                .toArray(double[][]::new);
    }

    private static double squares(double[][] codes, double[][] centres) {
        return Arrays.stream(codes)
                .mapToDouble(
                        code ->
                                NearestNeighbours.squaredDistance(
                                        code, centres[nearest(code, centres)]))
                .sum();
    }

    private static int nearest(double[] code, double[][] centres) {
        int[] numbers = IntStream.range(0, centres.length).toArray();
        return new NearestNeighbours(centres, numbers, 1).predict(code);
    }

    /** Returns the cluster of each code [M, L], [M]. */
    int[] assign(double[][] codes) {
        return Arrays.stream(codes).mapToInt(code -> nearest(code, centres)).toArray();
    }
}
