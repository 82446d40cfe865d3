// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.tensor.Tensor;

/**
 * The rows of numbers that points of a space are.
 *
 * @param isAngle of each coordinate, whether it is an angle modulo 2 pi by {@link
 *     LatentSpace#columns}
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record PointsOfSpace(LatentSpace space, boolean[] isAngle) {

    static PointsOfSpace of(LatentSpace space) {
        boolean[] isAngle = new boolean[space.eventShape().size()];
        TableColumns columns = space.columns("z", true);
        if (columns.names().size() == isAngle.length) {
            int from = 0;
            for (TableColumns.Group group : columns.groups()) {
                boolean angles = group.geometry() == CodeGeometry.TORUS;
                Arrays.fill(isAngle, from, from + group.columns(), angles);
                from += group.columns();
            }
        }
        return new PointsOfSpace(space, isAngle);
    }

    /** Returns the number of coordinates of a point. */
    int width() {
        return isAngle.length;
    }

    /** Returns whether some coordinate is an angle. */
    boolean hasAngles() {
        for (boolean angle : isAngle) {
            if (angle) {
                return true;
            }
        }
        return false;
    }

    /** Returns the number of units. */
    int units() {
        return 1 + Arrays.stream(space.units()).max().orElse(-1);
    }

    /** Returns whether any values of the units together are a point: on a sphere they are not. */
    boolean hasFreeUnits() {
        return space.degreesOfFreedom() == Arrays.stream(space.units()).distinct().count();
    }

    /** Returns the rows of points or of vectors, [N, event]. */
    double[][] rows(Tensor points) {
        // The sum of 0.0 and -0.0 is 0.0.
        double[] values = Arrays.stream(points.readDoubles()).map(z -> z + 0.0).toArray();
        double[][] rows = new double[values.length / width()][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width(), (i + 1) * width()));
        return rows;
    }

    /** Returns the tensor of rows, [N, event]. */
    Tensor tensor(Tensor like, double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return like.runtime()
                .tensor(values, space.eventShape().prepend(rows.length))
                .cast(like.dtype());
    }

    /** Returns {@code to - from}, of angles the shorter way round. */
    double[] difference(double[] to, double[] from) {
        double[] difference = new double[to.length];
        for (int i = 0; i < to.length; i++) {
            double d = to[i] - from[i];
            difference[i] = isAngle[i] ? d - 2 * Math.PI * Math.rint(d / (2 * Math.PI)) : d;
        }
        return difference;
    }

    static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    /** Returns {@code a + factor b}. */
    static double[] plus(double[] a, double factor, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * b[i];
        }
        return sum;
    }

    static double[] times(double factor, double[] vector) {
        return Arrays.stream(vector).map(value -> factor * value).toArray();
    }
}
