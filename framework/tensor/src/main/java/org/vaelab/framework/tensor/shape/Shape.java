// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.shape;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a tensor's axes, outermost first. Rank 0 is a scalar; an extent of 0 makes the
 * tensor empty.
 */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        long product = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "negative extent " + extent + " in shape " + Arrays.toString(extents));
            }
            product *= extent;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(extents) + " has more than 2^31 - 1 elements");
            }
        }
        this.extents = extents;
        this.size = (int) product;
    }

    /**
     * Returns the shape with the given extents.
     *
     * @throws IllegalArgumentException if an extent is negative, or the size is 2^31 or more
     */
    public static Shape of(int... extents) {
        return extents.length == 0 ? SCALAR : new Shape(extents.clone());
    }

    public static Shape scalar() {
        return SCALAR;
    }

    public int rank() {
        return extents.length;
    }

    /** Returns the number of elements: the product of the extents, 1 for a scalar. */
    public int size() {
        return size;
    }

    /**
     * Returns the extent of an axis; negative axes count from the end.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int extent(int axis) {
        return extents[axis(axis)];
    }

    /** Returns the extents as a new array. */
    public int[] toArray() {
        return extents.clone();
    }

    /**
     * Returns the axis as a number in [0, rank); negative axes count from the end.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(int axis) {
        int resolved = axis < 0 ? axis + extents.length : axis;
        if (resolved < 0 || resolved >= extents.length) {
            throw new IllegalArgumentException("no axis " + axis + " in shape " + this);
        }
        return resolved;
    }

    /**
     * Returns the axes as ascending numbers in [0, rank); no axes at all means every axis.
     *
     * @throws IllegalArgumentException if there is no such axis, or one is named twice
     */
    public int[] axes(int... axes) {
        int[] resolved = new int[axes.length == 0 ? rank() : axes.length];
        for (int i = 0; i < resolved.length; i++) {
            resolved[i] = axes.length == 0 ? i : axis(axes[i]);
        }
        Arrays.sort(resolved);
        for (int i = 1; i < resolved.length; i++) {
            if (resolved[i] == resolved[i - 1]) {
                throw new IllegalArgumentException(
                        "axes " + Arrays.toString(axes) + " name one axis twice in shape " + this);
            }
        }
        return resolved;
    }

    /** Returns this shape with one axis set to another extent. */
    public Shape with(int axis, int extent) {
        int[] changed = toArray();
        changed[axis(axis)] = extent;
        return new Shape(changed);
    }

    /**
     * Returns the axes {@code [from, to)} of this shape; negative numbers count from the end.
     *
     * @throws IllegalArgumentException if this is not a range of its axes
     */
    public Shape range(int from, int to) {
        int start = from < 0 ? from + rank() : from;
        int end = to < 0 ? to + rank() : to;
        if (start < 0 || end < start || end > rank()) {
            throw new IllegalArgumentException(
                    "[" + from + ", " + to + ") is not a range of the axes of shape " + this);
        }
        return new Shape(Arrays.copyOfRange(extents, start, end));
    }

    /**
     * Returns the axes of this shape from {@code from} on; a negative number counts from the end.
     */
    public Shape from(int from) {
        return range(from, rank());
    }

    public Shape append(int... more) {
        int[] joined = Arrays.copyOf(extents, rank() + more.length);
        System.arraycopy(more, 0, joined, rank(), more.length);
        return new Shape(joined);
    }

    public Shape append(Shape other) {
        return append(other.extents);
    }

    public Shape prepend(int... first) {
        return Shape.of(first).append(extents);
    }

    /**
     * Returns this shape with the axes reduced: dropped, or kept with extent 1.
     *
     * @param axes in any order, negative ones counting from the end; none at all reduces nothing
     * @throws IllegalArgumentException if there is no such axis, or one is named twice
     */
    public Shape reduce(int[] axes, boolean keepAxes) {
        int[] resolved = axes.length == 0 ? axes : axes(axes);
        int[] result = new int[keepAxes ? rank() : rank() - resolved.length];
        int next = 0;
        for (int axis = 0; axis < rank(); axis++) {
            boolean reduced = Arrays.binarySearch(resolved, axis) >= 0;
            if (!reduced) {
                result[next++] = extents[axis];
            } else if (keepAxes) {
                result[next++] = 1;
            }
        }
        return new Shape(result);
    }

    /**
     * Returns the shape to which both shapes broadcast: aligned at the last axis, extents are
     * equal or one of them is 1.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast; both are named
     */
    public Shape broadcast(Shape other) {
        if (equals(other)) {
            return this;
        }
        int[] result = new int[Math.max(rank(), other.rank())];
        for (int back = 1; back <= result.length; back++) {
            int mine = back <= rank() ? extents[rank() - back] : 1;
            int theirs = back <= other.rank() ? other.extents[other.rank() - back] : 1;
            if (mine != theirs && mine != 1 && theirs != 1) {
                throw new IllegalArgumentException(
                        "shapes " + this + " and " + other + " do not broadcast");
            }
            result[result.length - back] = mine == 1 ? theirs : mine;
        }
        return new Shape(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** Returns the extents in brackets, such as {@code [100, 784]}. */
    @Override
    public String toString() {
        return Arrays.stream(extents)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
