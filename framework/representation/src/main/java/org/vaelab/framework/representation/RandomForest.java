// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.random.RandomKey;

/**
 * A random forest (Breiman 2001): {@value #TREES} classification trees by Tribuo, of Gini impurity,
 * no deeper than {@value #DEPTH}, with at least {@value #LEAST_LEAF} examples at each leaf. Each is
 * fitted to a bootstrap sample, and considers a half of the codes at each split. If it considered
 * all codes, the first of two equally informative codes would always be chosen, and the second
 * would appear uninformative.
 *
 * <p>Tribuo counts the splits on a feature but does not return their gain. So the importance of a
 * code is computed here from the trees, as the decrease in impurity by the splits on it. The
 * decrease is measured on the examples outside of the tree's bootstrap sample (MDI-oob of Li et al.
 * 2019, section 3).
 *
 * <pre>
 *   importance_l = mean over trees of 1/N_out sum over splits s on l, over examples i left out that reach s,
 *                  of p_child(i)(v_i) - p_s(v_i)
 * </pre>
 *
 * <p>p are the shares of the factor's values among the examples of the sample at a node. The same
 * sum on the sample itself is the usual decrease in Gini impurity. That is positive also for splits
 * on noise, and so for uninformative codes; on examples left out it is 0 for them in expectation.
 * Negative values are set to 0.
 */
final class RandomForest {

    static final int TREES = 10;
    static final int DEPTH = 20;
    static final int LEAST_LEAF = 3;

    private final Tree[] trees;
    private final int cardinality;

    /** Fits trees to codes [N, L] and the values of a factor. */
    RandomForest(double[][] codes, Factor factor, RandomKey key) {
        cardinality = factor.cardinality();
        trees = new Tree[TREES];
        TribuoExamples names = new TribuoExamples(codes[0].length);
        for (int t = 0; t < TREES; t++) {
            RandomKey own = key.fold(t);
            int[] sample =
                    Arrays.stream(own.split("bootstrap").uniform(codes.length))
                            .mapToInt(u -> (int) (u * codes.length))
                            .toArray();
            trees[t] = Tree.fitted(codes, factor, sample, names, own.split("splits"));
        }
    }

    /**
     * Returns the importance of each code, [L].
     *
     * @param codes to which the forest was fitted
     * @param factor to which it was fitted
     */
    double[] importances(double[][] codes, Factor factor) {
        double[] sum = new double[codes[0].length];
        for (Tree tree : trees) {
            double[] ofTree = tree.gains(codes, factor);
            Arrays.setAll(sum, l -> sum[l] + ofTree[l] / TREES);
        }
        return Arrays.stream(sum).map(s -> Math.max(0, s)).toArray();
    }

    /**
     * Returns the value that most trees predict for each code [M, L], of equally many the smallest;
     * [M].
     */
    int[] predict(double[][] codes) {
        return Arrays.stream(codes).mapToInt(this::predict).toArray();
    }

    private int predict(double[] code) {
        int[] votes = new int[cardinality];
        for (Tree tree : trees) {
            votes[tree.predict(code)]++;
        }
        return NearestNeighbours.mostFrequent(votes);
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Tree(TreeModel<Label> model, int[] coordinates, int[] sample) {

        static Tree fitted(
                double[][] codes,
                Factor factor,
                int[] sample,
                TribuoExamples names,
                RandomKey key) {
            CARTClassificationTrainer trainer =
                    new CARTClassificationTrainer(
                            DEPTH, LEAST_LEAF, 0, 0.5f, false, new GiniIndex(), key.bits());
            double[][] drawn =
                    Arrays.stream(sample).mapToObj(i -> codes[i]).toArray(double[][]::new);
            int[] values = Arrays.stream(sample).map(i -> factor.values()[i]).toArray();
            TreeModel<Label> model = trainer.train(names.labelled(drawn, values));
            int[] coordinates = new int[model.getFeatureIDMap().size()];
            Arrays.setAll(
                    coordinates,
                    id -> TribuoExamples.coordinate(model.getFeatureIDMap().get(id).getName()));
            return new Tree(model, coordinates, sample);
        }

        private double value(double[] code, SplitNode<Label> split) {
            return code[coordinates[split.getFeatureID()]];
        }

        int predict(double[] code) {
            Node<Label> node = model.getRoot();
            while (node instanceof SplitNode<Label> split) {
                node =
                        value(code, split) > split.splitValue()
                                ? split.getGreaterThan()
                                : split.getLessThanOrEqual();
            }
            if (node instanceof LeafNode<Label> leaf) {
                return TribuoExamples.value(leaf.getOutput());
            }
            throw new IllegalStateException("a node neither of a split nor a leaf: " + node);
        }

        /** Returns what the splits on each code gain for an example that was left out, [L]. */
        double[] gains(double[][] codes, Factor factor) {
            boolean[] isIn = new boolean[codes.length];
            for (int i : sample) {
                isIn[i] = true;
            }
            int[] left = IntStream.range(0, codes.length).filter(i -> !isIn[i]).toArray();
            double[] gains = new double[codes[0].length];
            addGains(model.getRoot(), new Reaching(sample, left), codes, factor, gains);
            Arrays.setAll(gains, l -> left.length == 0 ? 0 : gains[l] / left.length);
            return gains;
        }

        /** Adds what the splits at and below a node gain. */
        private void addGains(
                Node<Label> node,
                Reaching reaching,
                double[][] codes,
                Factor factor,
                double[] gains) {
            if (node instanceof SplitNode<Label> split) {
                IntPredicate isAbove = i -> value(codes[i], split) > split.splitValue();
                Reaching above = reaching.those(isAbove);
                Reaching below = reaching.those(isAbove.negate());
                gains[coordinates[split.getFeatureID()]] +=
                        above.gainOver(reaching, factor) + below.gainOver(reaching, factor);
                addGains(split.getLessThanOrEqual(), below, codes, factor, gains);
                addGains(split.getGreaterThan(), above, codes, factor, gains);
            }
        }
    }

    /**
     * The examples that reach a node.
     *
     * @param sample of those to which the tree was fitted
     * @param left of those that were left out
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Reaching(int[] sample, int[] left) {

        Reaching those(IntPredicate condition) {
            return new Reaching(
                    Arrays.stream(sample).filter(condition).toArray(),
                    Arrays.stream(left).filter(condition).toArray());
        }

        /**
         * Sums what the shares here say more of the examples left out than those of the node above.
         */
        double gainOver(Reaching parent, Factor factor) {
            double[] shares = shares(factor);
            double[] before = parent.shares(factor);
            return Arrays.stream(left)
                    .map(i -> factor.values()[i])
                    .mapToDouble(v -> shares[v] - before[v])
                    .sum();
        }

        private double[] shares(Factor factor) {
            double[] shares = new double[factor.cardinality()];
            for (int i : sample) {
                shares[factor.values()[i]] += 1.0 / sample.length;
            }
            return shares;
        }
    }
}
