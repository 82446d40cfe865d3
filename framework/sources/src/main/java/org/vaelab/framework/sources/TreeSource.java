// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * A branching diffusion in R^n on a binary tree, observed with noise (after Mathieu et al. 2019):
 *
 * <pre>
 *   y_root = 0,   y_child = y_parent + step N(0, I),   x = y_node + noise N(0, I)
 * </pre>
 *
 * <p>The node of an example is uniform over all nodes. The known distance of two examples is the number
 * of edges between their nodes. Labels are the node (numbered from 0, level by level), its level, and
 * its branch: the ancestor on level 2, unknown for nodes above it.
 */
@Cites("mathieu2019")
@Part(
        value = "tree",
        description = "a generated branching diffusion on a binary tree, with known distances",
        paper = "after Mathieu et al. (2019)")
public record TreeSource(
        @Setting(
                        value = "number of edges from the root to a leaf, 1 to 15: 2^(depth + 1) - 1 nodes",
                        defaultValue = "5")
                int depth,
        @Setting(value = "n, the number of values of an example", defaultValue = "50")
                int dimension,
        @Setting(
                        value = "standard deviation of a value of a child about that of its parent",
                        defaultValue = "1")
                double step,
        @Setting(
                        value = "standard deviation of a value of an example about that of its node",
                        defaultValue = "1")
                double noise,
        @Setting(value = "number of training examples", defaultValue = "5000") int train,
        @Setting(value = "number of test examples", defaultValue = "1000") int test,
        @Setting(
                        value = "seed of tree and data; the seeds of runs do not change it",
                        defaultValue = "0")
                long seed)
        implements DataSource {

    private static final String NAME = "tree";
    private static final int DEEPEST = 15;
    private static final int BRANCH_LEVEL = 2;

    /**
     * Checks the values.
     *
     * @throws DataException if one is out of range
     */
    public TreeSource {
        if (depth < 1 || depth > DEEPEST) {
            throw DataException.of(
                    "source %s: depth is %s, expected 1..%s", NAME, depth, DEEPEST);
        }
        HiddenPoints.requireCount(NAME, "dimension", dimension);
        HiddenPoints.requirePositive(NAME, "step", step);
        HiddenPoints.requirePositive(NAME, "noise", noise);
        HiddenPoints.requireCount(NAME, "train", train);
        HiddenPoints.requireCount(NAME, "test", test);
    }

    @Override
    public String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        RandomKey key = RandomKey.of(seed).split(NAME);
        double[][] positions = positions(key.split("steps"));
        double[] uniform = key.split("nodes").uniform(Math.addExact(train, test));
        // The children of node k are 2k and 2k + 1; the root is node 1.
        int[] nodes =
                Arrays.stream(uniform)
                        .mapToInt(u -> 1 + (int) (u * (positions.length - 1)))
                        .toArray();
        double[][] means = new double[nodes.length][];
        Arrays.setAll(means, i -> positions[nodes[i]]);
        return new HiddenPoints(means, labels(nodes), (i, j) -> edges(nodes[i], nodes[j]))
                .observed(
                        NAME,
                        train,
                        noise,
                        key,
                        precision,
                        "generated branching diffusion on a binary tree of depth %s in R^%s, step %s,"
                                        .formatted(depth, dimension, step)
                                + " noise %s, seed %s".formatted(noise, seed));
    }

    /** Returns the position of each node by its number; that of 0 is not used. */
    private double[][] positions(RandomKey key) {
        double[][] positions = new double[1 << (depth + 1)][dimension];
        for (int node = 2; node < positions.length; node++) {
            double[] parent = positions[node / 2];
            double[] moves = key.fold(node).normal(dimension);
            Arrays.setAll(positions[node], d -> parent[d] + step * moves[d]);
        }
        return positions;
    }

    private List<Labels.Column> labels(int[] nodes) {
        return List.of(
                column("node", (1 << (depth + 1)) - 1, nodes, node -> node - 1),
                column("level", depth + 1, nodes, TreeSource::level),
                column("branch", 1 << BRANCH_LEVEL, nodes, TreeSource::branch));
    }

    private static Labels.Column column(
            String name, int values, int[] nodes, IntUnaryOperator label) {
        return Labels.Column.of(name, values, Arrays.stream(nodes).map(label).toArray());
    }

    private static int level(int node) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(node);
    }

    private static int branch(int node) {
        int below = level(node) - BRANCH_LEVEL;
        return below < 0 ? Labels.UNKNOWN : (node >> below) - (1 << BRANCH_LEVEL);
    }

    /** Returns the number of edges between two nodes. */
    static int edges(int first, int second) {
        int edges = 0;
        int a = first;
        int b = second;
        while (a != b) {
            if (a > b) {
                a /= 2;
            } else {
                b /= 2;
            }
            edges++;
        }
        return edges;
    }
}
