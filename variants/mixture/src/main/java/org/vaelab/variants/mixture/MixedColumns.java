// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent columns of several kinds: real columns and dates are Normal, counts are Poisson,
 * others have a probability of each category. So a mixture is a latent class model of a table
 * (Ghahramani and Jordan 1994).
 *
 * @param groups which share no column, and together have all
 */
record MixedColumns(TensorRuntime runtime, List<MixedColumns.Group> groups) implements Components {

    /**
     * Columns of one kind.
     *
     * @param places of the columns, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares groups.
    record Group(int[] places, Components components) {}

    MixedColumns {
        groups = List.copyOf(groups);
    }

    /**
     * Creates components.
     *
     * @param columns one for each value
     * @param least the least standard deviation of a real column
     * @param pseudoCount c, above 0, as of the prior of {@link Categories} and {@link Poissons}
     */
    static MixedColumns of(
            TensorRuntime runtime,
            int size,
            List<Column> columns,
            double least,
            double pseudoCount,
            TrainingValues values,
            int trainingSize) {
        List<Group> groups = new ArrayList<>();
        BiConsumer<Predicate<Column.Kind>, Function<int[], Components>> ofKind =
                (kind, make) -> {
                    int[] places =
                            IntStream.range(0, columns.size())
                                    .filter(d -> kind.test(columns.get(d).kind()))
                                    .toArray();
                    if (places.length > 0) {
                        groups.add(new Group(places, make.apply(places)));
                    }
                };
        ofKind.accept(
                Column.Kind::isReal,
                at -> new DiagonalNormals(runtime, size, least, values.at(at), true));
        ofKind.accept(
                kind -> kind == Column.Kind.COUNT,
                at -> {
                    double[] means = values.at(at).mean();
                    return new Poissons(runtime, size, means, pseudoCount, trainingSize);
                });
        ofKind.accept(
                Column.Kind::hasCategories,
                at -> {
                    int[] widths =
                            IntStream.of(at).map(d -> columns.get(d).categories().size()).toArray();
                    return new Categories(runtime, size, widths, pseudoCount, trainingSize);
                });
        return new MixedColumns(runtime, groups);
    }

    private Tensor at(Tensor x, Group group) {
        return x.gather(-1, runtime.indices(group.places(), Shape.of(group.places().length)));
    }

    private Tensor sum(Function<Group, Tensor> of) {
        return groups.stream()
                .map(group -> of.apply(group).cast(DType.FLOAT64))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** Puts the columns of all groups in their places, [..., D]. */
    private Tensor joined(Function<Group, Tensor> of) {
        int[] order = groups.stream().flatMapToInt(g -> IntStream.of(g.places())).toArray();
        int[] from = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            from[order[i]] = i;
        }
        Tensor all = Tensor.concatenate(groups.stream().map(of).toList(), -1);
        return all.gather(-1, runtime.indices(from, Shape.of(from.length)));
    }

    @Override
    public Tensor logDensities(Tensor x) {
        return sum(group -> group.components().logDensities(at(x, group)));
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        groups.forEach(group -> group.components().expect(at(x, group), responsibilities, rate));
    }

    @Override
    public void startAt(Tensor examples) {
        groups.forEach(group -> group.components().startAt(at(examples, group)));
    }

    @Override
    public void maximize(Tensor share) {
        groups.forEach(group -> group.components().maximize(share));
    }

    @Override
    public double parameterBound() {
        return groups.stream().mapToDouble(group -> group.components().parameterBound()).sum();
    }

    @Override
    public Optional<Tensor> byValue(Tensor rows, Tensor x) {
        return Optional.of(
                joined(group -> group.components().byValue(rows, at(x, group)).orElseThrow()));
    }

    @Override
    public Optional<Tensor> placeProbabilities(int value) {
        return groups.stream()
                .filter(group -> Arrays.binarySearch(group.places(), value) >= 0)
                .findFirst()
                .flatMap(
                        group ->
                                group.components()
                                        .placeProbabilities(
                                                Arrays.binarySearch(group.places(), value)));
    }

    @Override
    public Tensor means() {
        return joined(group -> group.components().means());
    }

    @Override
    public Tensor predictions() {
        return joined(group -> group.components().predictions());
    }

    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        return joined(
                group ->
                        group.components()
                                .sample(rows, key.split(group.components().getClass().getName())));
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.ofParts(
                groups.stream().map(Group::places).toList(),
                groups.stream().map(g -> g.components().measure(g.places().length)).toList());
    }

    @Override
    public List<Parameter> parameters() {
        return groups.stream().flatMap(group -> group.components().parameters().stream()).toList();
    }
}
