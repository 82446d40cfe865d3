// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Arrays;
import java.util.Map;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;

/** The latest gradient norms, and which steps are skipped by them. */
final class NormWindow {

    private static final float[] NO_FLOATS = {};

    private final SkipGradients settings;

    /** The norms in the order of their steps; from {@code next} on if it is full. */
    private final double[] norms;

    private final double[] sorted;
    private int size;
    private int next;
    private long skipped;
    private int inARow;

    NormWindow(SkipGradients settings) {
        this.settings = settings;
        this.norms = new double[settings.window()];
        this.sorted = new double[settings.window()];
    }

    /** Returns whether to skip a step with this norm, and counts the norm. */
    boolean skips(double norm) {
        boolean skip =
                size >= settings.after()
                        && inARow < settings.most()
                        && norm > settings.factor() * quantile();
        add(norm);
        inARow = skip ? inARow + 1 : 0;
        skipped += skip ? 1 : 0;
        return skip;
    }

    /** Returns the smallest norm that at least this share of the norms does not exceed. */
    private double quantile() {
        int rank = (int) Math.ceil(settings.quantile() * size);
        return sorted[Math.max(rank, 1) - 1];
    }

    private void add(double norm) {
        if (size == norms.length) {
            int old = Arrays.binarySearch(sorted, 0, size, norms[next]);
            size--;
            System.arraycopy(sorted, old + 1, sorted, old, size - old);
        }
        int found = Arrays.binarySearch(sorted, 0, size, norm);
        int place = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = norm;
        norms[next] = norm;
        next = (next + 1) % norms.length;
        size++;
    }

    long skipped() {
        return skipped;
    }

    /** Replaces the content by that of another window of the same settings. */
    void copyFrom(NormWindow other) {
        System.arraycopy(other.norms, 0, norms, 0, norms.length);
        System.arraycopy(other.sorted, 0, sorted, 0, sorted.length);
        size = other.size;
        next = other.next;
        skipped = other.skipped;
        inARow = other.inARow;
    }

    void save(String name, Map<String, Checkpoint.Array> arrays, Map<String, String> facts) {
        double[] inOrder = new double[size];
        for (int i = 0; i < size; i++) {
            inOrder[i] = norms[(next - size + i + norms.length) % norms.length];
        }
        arrays.put(name + ".norms", new Checkpoint.Array(new int[] {size}, NO_FLOATS, inOrder));
        facts.put(name + ".skipped", Long.toString(skipped));
        facts.put(name + ".inARow", Integer.toString(inARow));
    }

    /** Restores what {@link #save} saved, and removes it from what is left. */
    void load(String name, Checkpoint checkpoint, Map<String, Checkpoint.Array> left) {
        Checkpoint.Array saved = left.remove(name + ".norms");
        if (saved == null || saved.shape()[0] > norms.length) {
            throw new IllegalArgumentException(
                    "the checkpoint has no norms of training.skipGradients for this window");
        }
        size = 0;
        next = 0;
        for (double norm : saved.doubles()) {
            add(norm);
        }
        skipped = checkpoint.wholeNumber(name + ".skipped");
        inARow = (int) checkpoint.wholeNumber(name + ".inARow");
    }
}
