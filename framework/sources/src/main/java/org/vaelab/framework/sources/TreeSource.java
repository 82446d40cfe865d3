// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * A branching diffusion in R^n on a binary tree, observed with noise (after Mathieu et al. 2019):
 *
 * <pre>
 *   y_root = 0,   y_child = y_parent + N(0, I),   x = y_node + noise N(0, I)
 * </pre>
 *
 * <p>The node of an example is uniform over all nodes. The known distance of two examples is the
 * number of edges between their nodes. Labels are the node (numbered from 0, level by level), its
 * level, and its branch: the ancestor on level {@value #BRANCH_LEVEL}, unknown for nodes above it. A
 * tree without that level has no branches.
 */
@Cites("mathieu2019hyperbolic")
@Part(value = "tree", description = "a diffusion on a binary tree, with known distances")
public record TreeSource(
        @Setting(value = "edges from root to leaf, 1 to 15", defaultValue = "5") int depth,
        @Setting(value = "n, the values of an example", defaultValue = "50") int dimension,
        @Setting(value = "deviation of the noise, above 0", defaultValue = "1") double noise,
        @Setting(value = "number of training examples", defaultValue = "5000") int train,
        @Setting(value = "number of test examples", defaultValue = "1000") int test,
        @Setting(value = "seed of the data; not that of runs", defaultValue = "0") long seed)
        implements KnownTopology {

    private static final int DEEPEST = 15;
    private static final int BRANCH_LEVEL = 2;

    /**
     * Checks the values.
     *
     * @throws DataException if one is out of range
     */
    public TreeSource {
        if (depth < 1 || depth > DEEPEST) {
            throw DataException.of("depth is %s, expected 1..%s", depth, DEEPEST);
        }
        KnownTopology.check(dimension, noise, train, test);
    }

    /**
     * Makes the nodes of all examples. The children of node k are 2k and 2k + 1; the root is node
     * 1.
     */
    @Override
    public Points points(RandomKey key) {
        double[][] places = new double[1 << (depth + 1)][dimension];
        for (int node = 2; node < places.length; node++) {
            double[] parent = places[node / 2];
            double[] step = key.split("step").fold(node).normal(dimension);
            Arrays.setAll(places[node], d -> parent[d] + step[d]);
        }
        int count = places.length - 1;
        double[] uniform = key.split("nodes").uniform(Math.addExact(train, test));
        int[] nodes = Arrays.stream(uniform).mapToInt(u -> 1 + (int) (u * count)).toArray();
        List<Labels.Column> labels = new ArrayList<>();
        labels.add(column("node", count, nodes, node -> node - 1));
        labels.add(column("level", depth + 1, nodes, TreeSource::level));
        if (depth >= BRANCH_LEVEL) {
            labels.add(column("branch", 1 << BRANCH_LEVEL, nodes, TreeSource::branch));
        }
        return new Points(
                "tree",
                Arrays.stream(nodes).mapToObj(node -> places[node]).toArray(double[][]::new),
                labels,
                (i, j) -> edges(nodes[i], nodes[j]));
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
    static int edges(int a, int b) {
        return a == b ? 0 : 1 + edges(Math.max(a, b) / 2, Math.min(a, b));
    }
}
