// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.posterior.LatentMeans;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;

/**
 * One point z for each of N examples: L coordinates, those of all latent variables of a model one
 * after the other, in double precision.
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record CodeMatrix(double[][] rows) {

    /**
     * The most coordinates. Codes on a grid, of a codebook say, have many thousands, of which
     * neither a gap between two nor a tree over all says anything.
     */
    static final int WIDTH = 1024;

    /** The point that represents a posterior. */
    enum Point {
        /**
         * E_q[z], coordinate by coordinate: what active units are of. On a sphere it is shorter the
         * less q says, and moves nowhere where q is uniform.
         */
        EXPECTATION,

        /**
         * The location of q, a value of the space. On a sphere it is a unit vector. The Euclidean
         * distance of two unit vectors, 2 sin(angle / 2), orders them as the angle and the cosine
         * do.
         */
        LOCATION
    }

    /**
     * Infers the codes of examples, in blocks.
     *
     * @param subject under whose key is drawn where an expectation is only known by draws
     * @throws UndefinedMetricException if there are too many coordinates, or one is not finite
     */
    static CodeMatrix of(MetricContext subject, Examples examples, Point point) {
        List<LatentVariable> latents = subject.model().generative().latents();
        int width = latents.stream().mapToInt(l -> l.space().eventShape().size()).sum();
        if (width > WIDTH) {
            throw new UndefinedMetricException(
                    "z has " + width + " coordinates, and codes no more than " + WIDTH);
        }
        double[][] rows = new double[examples.size()][width];
        subject.forEachPosterior(
                examples,
                (q, first, size) -> {
                    int offset = 0;
                    for (double[] values : blocks(subject, q, point, first)) {
                        int columns = values.length / size;
                        for (int i = 0; i < size; i++) {
                            System.arraycopy(values, i * columns, rows[first + i], offset, columns);
                        }
                        offset += columns;
                    }
                });
        if (!Arrays.stream(rows).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            throw new UndefinedMetricException(
                    "the posterior has no mean for some of the data, or one that is not finite");
        }
        return new CodeMatrix(rows);
    }

    static CodeMatrix ofValues(Examples examples) {
        double[][] rows = new double[examples.size()][examples.width()];
        for (int i = 0; i < rows.length; i++) {
            examples.read(i, rows[i], 0);
        }
        return new CodeMatrix(rows);
    }

    /** The values of each variable, [size, event]. */
    private static List<double[]> blocks(
            MetricContext subject, JointPosterior q, Point point, int first) {
        List<LatentVariable> latents = subject.model().generative().latents();
        List<double[]> blocks = new ArrayList<>();
        if (point == Point.LOCATION) {
            Latents location = q.location();
            latents.forEach(latent -> blocks.add(location.z(latent.name()).readDoubles()));
            return blocks;
        }
        List<LatentMeans> means = LatentMeans.of(q, subject.key().fold(first), latents.size());
        for (LatentVariable latent : latents) {
            for (LatentMeans of : means) {
                if (of.variable().equals(latent.name())) {
                    blocks.add(meanOverDraws(of));
                }
            }
        }
        return blocks;
    }

    private static double[] meanOverDraws(LatentMeans means) {
        int draws = means.draws();
        double[] values = means.values();
        double[] mean = new double[values.length / draws];
        for (int i = 0; i < values.length; i++) {
            mean[i % mean.length] += values[i] / draws;
        }
        return mean;
    }

    int size() {
        return rows.length;
    }

    int width() {
        return rows[0].length;
    }

    /** Returns the code of an example, [L]; the array itself. */
    double[] row(int example) {
        return rows[example];
    }

    /** Returns one coordinate of all codes, [N]. */
    double[] coordinate(int l) {
        return Arrays.stream(rows).mapToDouble(row -> row[l]).toArray();
    }

    /** Returns the variance of each coordinate over the codes, with N - 1 below, [L]. */
    double[] variances() {
        double[] variances = new double[width()];
        Arrays.setAll(variances, l -> Moments.of(coordinate(l)).sampleVariance());
        return variances;
    }
}
