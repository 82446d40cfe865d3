// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.decoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * Searches for the text with the largest score, {@code log p(text given z) / n^alpha} with n its
 * number of tokens, the end included. At each step the {@code width} most probable beginnings are
 * kept that have not ended, and texts that end are candidates. The search is over when {@code
 * width} texts have ended and no beginning is more probable than they are, or at the length of the
 * data.
 *
 * @param width beginnings that are kept, at least 1; with as many as there are, the search is exact
 * @param alpha 0 compares probabilities; 1 compares means per token, which favours longer texts
 */
@Internal
public record BeamSearch(int width, double alpha) implements Decoding {

    public BeamSearch {
        if (width < 1) {
            throw new IllegalArgumentException("width must be at least 1, is " + width);
        }
        if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha must be finite and at least 0, is " + alpha);
        }
    }

    @Override
    public List<DecodedText> decode(NextTokens start, RandomKey key) {
        return beams(start).stream().map(found -> found.get(0)).toList();
    }

    /** Returns the texts found for each row, at most {@code width}, those of larger score first. */
    public List<List<DecodedText>> beams(NextTokens start) {
        return IntStream.range(0, start.rows())
                .mapToObj(row -> search(start.select(new int[] {row})))
                .toList();
    }

    /**
     * A beginning with one more token.
     *
     * @param from the place of the beginning
     */
    private record Candidate(int from, int token, double logProbability) {}

    private List<DecodedText> search(NextTokens start) {
        List<DecodedText> begun = List.of(new DecodedText(List.of(), 0));
        List<DecodedText> ended = new ArrayList<>();
        NextTokens next = start;
        for (int t = 1; t <= start.length(); t++) {
            List<Candidate> kept = new ArrayList<>();
            for (Candidate best : best(begun, next)) {
                DecodedText text = longer(begun.get(best.from()), best);
                if (text.isComplete() || t == start.length()) {
                    ended.add(text);
                } else if (kept.size() < width) {
                    kept.add(best);
                }
            }
            if (kept.isEmpty() || isOver(kept.get(0), ended, start.length())) {
                break;
            }
            List<DecodedText> before = begun;
            begun = kept.stream().map(c -> longer(before.get(c.from()), c)).toList();
            next =
                    next.select(kept.stream().mapToInt(Candidate::from).toArray())
                            .append(kept.stream().mapToInt(Candidate::token).toArray());
        }
        return ended.stream()
                .sorted(Comparator.comparingDouble((DecodedText text) -> -score(text)))
                .limit(width)
                .toList();
    }

    /** Returns the most probable continuations: enough that {@code width} have not ended. */
    private List<Candidate> best(List<DecodedText> begun, NextTokens next) {
        double[] log = next.logProbabilities();
        int v = next.vocabulary();
        List<Candidate> all = new ArrayList<>();
        for (int from = 0; from < begun.size(); from++) {
            for (int token = 0; token < v; token++) {
                double p = log[from * v + token];
                if (p > Double.NEGATIVE_INFINITY) {
                    all.add(new Candidate(from, token, begun.get(from).logProbability() + p));
                }
            }
        }
        // At most one continuation of each beginning ends.
        return all.stream()
                .sorted(Comparator.comparingDouble((Candidate c) -> -c.logProbability()))
                .limit((long) width + begun.size())
                .toList();
    }

    /** Whether no text that is not found yet can have a larger score than those found. */
    private boolean isOver(Candidate best, List<DecodedText> ended, int length) {
        if (ended.size() < width) {
            return false;
        }
        double bound = best.logProbability() / Math.pow(length, alpha);
        return ended.stream().mapToDouble(this::score).filter(score -> score >= bound).count()
                >= width;
    }

    private double score(DecodedText text) {
        return text.logProbability() / Math.pow(text.tokens().size(), alpha);
    }

    private static DecodedText longer(DecodedText text, Candidate next) {
        List<Integer> tokens = new ArrayList<>(text.tokens());
        tokens.add(next.token());
        return new DecodedText(tokens, next.logProbability());
    }
}
