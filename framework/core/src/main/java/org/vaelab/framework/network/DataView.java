// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What a network sees of values x:
 *
 * <ul>
 *   <li>A count is log(1 + x).
 *   <li>A category is a unit vector of K numbers. An ordered category k is a thermometer of K - 1
 *       numbers, of which the first k are 1. Indicators come after all numbers.
 *   <li>Any other value is x itself. Tokens are their places: a network for texts embeds them.
 *   <li>If values may be missing, a missing one is 0, or a vector of zeros, and a mask follows: 1
 *       for each observed value, 0 for each missing one. The mask of an image is further channels
 *       (Mattei and Frellsen 2019, section 5; Nazabal et al. 2020, section 3).
 * </ul>
 *
 * <p>Data without counts, categories and missing values are seen as they are, at no cost.
 */
public final class DataView {

    private final DataShape values;
    private final DataShape seen;
    private final Optional<Layout> layout;
    private final boolean counts;
    private final boolean masked;

    private DataView(
            DataShape values, ValueDomain domain, List<Column> columns, boolean hasMissing) {
        this.values = values;
        this.counts = domain == ValueDomain.COUNTS;
        this.masked = hasMissing;
        this.layout =
                domain == ValueDomain.COLUMNS ? Optional.of(Layout.of(columns)) : Optional.empty();
        int width = layout.map(Layout::width).orElse(values.size());
        int mask = hasMissing ? values.size() : 0;
        this.seen =
                values.isFlat()
                        ? DataShape.flat(width + mask)
                        : new DataShape(
                                values.channels() * (hasMissing ? 2 : 1),
                                values.height(),
                                values.width());
    }

    /** Returns the view of what is modelled of a datum. */
    public static DataView of(DataSummary data) {
        return new DataView(data.shape(), data.domain(), modelledColumns(data), data.hasMissing());
    }

    /** Returns the view of values that are given. */
    public static DataView of(DataSummary data, ValueSplit.Part given) {
        return new DataView(
                DataShape.flat(given.width()),
                data.domain(),
                data.form().columns(given.places()),
                data.hasMissing());
    }

    /**
     * Returns the view of what is modelled of a datum, for a part whose network reads no texts.
     *
     * @param part the name of the part, for the message
     * @throws IllegalArgumentException if the data are texts
     */
    public static DataView ofNumbers(DataSummary data, String part) {
        if (data.domain() == ValueDomain.TOKENS) {
            throw new IllegalArgumentException(
                    part + " has a network that cannot read texts; choose another");
        }
        return of(data);
    }

    /** Returns the view that shows values as they are. */
    public static DataView identity(DataShape values) {
        return new DataView(values, ValueDomain.REAL, List.of(), false);
    }

    /** Returns the columns of what is modelled; none if the values have no names. */
    public static List<Column> modelledColumns(DataSummary data) {
        return data.split()
                .map(split -> data.form().columns(split.places()))
                .orElseGet(data.form()::columns);
    }

    /** Returns the shape of the values x. */
    public DataShape values() {
        return values;
    }

    /** Returns the shape of what is seen. */
    public DataShape seen() {
        return seen;
    }

    public boolean isIdentity() {
        return !counts && !masked && layout.isEmpty();
    }

    /**
     * Returns what is seen.
     *
     * @param x [..., values().size()], NaN for missing values
     * @return [..., seen().size()]
     */
    public Tensor of(Tensor x) {
        if (isIdentity()) {
            return x;
        }
        if (!masked) {
            return shown(x);
        }
        // NaN is not equal to itself.
        Tensor observed = x.eq(x);
        Tensor filled = x.where(observed, x.runtime().zeros(Shape.scalar(), x.dtype()));
        Tensor shown = layout.isPresent() ? layout.get().shown(filled, observed) : shown(filled);
        return Tensor.concatenate(List.of(shown, observed), -1);
    }

    private Tensor shown(Tensor x) {
        if (layout.isPresent()) {
            return layout.get().shown(x, x.runtime().ones(Shape.scalar()));
        }
        return counts ? x.log1p() : x;
    }

    /**
     * Returns the network that sees x, and what is beside x as it is.
     *
     * @param network from what is seen
     */
    public Network before(Network network) {
        return isIdentity() ? network : new ViewedNetwork(this, network);
    }

    /**
     * The order of what is seen of columns: numbers, counts, then indicators.
     *
     * @param indicated the column of each indicator
     * @param levels what an indicator compares with: the category, or for an ordered one the middle
     *     below a category
     * @param ordered whether it indicates all categories above the level; otherwise the level alone
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Layout(
            int[] numbers, int[] counts, int[] indicated, double[] levels, double[] ordered) {

        static Layout of(List<Column> columns) {
            List<Integer> indicated = new ArrayList<>();
            List<Double> levels = new ArrayList<>();
            List<Double> ordered = new ArrayList<>();
            for (int j = 0; j < columns.size(); j++) {
                Column.Kind kind = columns.get(j).kind();
                boolean isOrdinal = kind == Column.Kind.ORDINAL;
                if (!isOrdinal && kind != Column.Kind.CATEGORICAL) {
                    continue;
                }
                for (int k = isOrdinal ? 1 : 0; k < columns.get(j).categories().size(); k++) {
                    indicated.add(j);
                    levels.add(isOrdinal ? k - 0.5 : k);
                    ordered.add(isOrdinal ? 1.0 : 0.0);
                }
            }
            return new Layout(
                    IntStream.range(0, columns.size())
                            .filter(j -> isNumber(columns.get(j).kind()))
                            .toArray(),
                    IntStream.range(0, columns.size())
                            .filter(j -> columns.get(j).kind() == Column.Kind.COUNT)
                            .toArray(),
                    indicated.stream().mapToInt(Integer::intValue).toArray(),
                    levels.stream().mapToDouble(Double::doubleValue).toArray(),
                    ordered.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private static boolean isNumber(Column.Kind kind) {
            return kind.isReal() || kind == Column.Kind.BINARY;
        }

        int width() {
            return numbers.length + counts.length + indicated.length;
        }

        Tensor shown(Tensor x, Tensor observed) {
            List<Tensor> parts = new ArrayList<>();
            if (numbers.length > 0) {
                parts.add(at(x, numbers));
            }
            if (counts.length > 0) {
                parts.add(at(x, counts).log1p());
            }
            if (indicated.length > 0) {
                Tensor indicators = indicators(at(x, indicated));
                boolean mask = observed.shape().rank() > 0;
                parts.add(mask ? indicators.mul(at(observed, indicated)) : indicators);
            }
            return Tensor.concatenate(parts, -1);
        }

        private Tensor indicators(Tensor places) {
            TensorRuntime runtime = places.runtime();
            Tensor level = runtime.vector(levels).cast(places.dtype());
            Tensor above = places.gt(level);
            return above.where(runtime.vector(ordered).cast(places.dtype()), places.eq(level));
        }

        private static Tensor at(Tensor x, int[] places) {
            return x.gather(-1, x.runtime().indices(places, Shape.of(places.length)));
        }
    }
}
