// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.SettingException;

/**
 * The stages of a hierarchy as a config writes them, coarse first: {@code 1x2, 7x4} is two groups
 * on a grid of one row, then four on a grid of seven rows.
 */
record Stages(List<Stages.Stage> stages) {

    static final String KEY = "stages";

    private static final Pattern STAGE = Pattern.compile("\\s*(\\d{1,5})x(\\d{1,5})\\s*");

    /**
     * Groups on one grid.
     *
     * @param rows of the grid; its columns follow from the shape of the data
     */
    record Stage(int rows, int groups) {}

    Stages {
        stages = List.copyOf(stages);
    }

    /**
     * Reads stages.
     *
     * @throws SettingException if there is none, or a grid is not finer than the one before
     */
    static Stages parse(String text) {
        List<Stage> all = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher read = STAGE.matcher(part);
            if (!read.matches()) {
                throw new SettingException(
                        KEY,
                        "must be rows x groups, coarse first, such as \"1x2, 4x4\", is \"%s\""
                                .formatted(text));
            }
            Stage stage =
                    new Stage(Integer.parseInt(read.group(1)), Integer.parseInt(read.group(2)));
            Counts.atLeastOne(KEY, stage.rows());
            Counts.atLeastOne(KEY, stage.groups());
            if (!all.isEmpty() && stage.rows() <= all.get(all.size() - 1).rows()) {
                throw new SettingException(
                        KEY,
                        "go from coarse to fine, and %s rows are not more than %s"
                                .formatted(stage.rows(), all.get(all.size() - 1).rows()));
            }
            all.add(stage);
        }
        return new Stages(all);
    }

    int groups() {
        return stages.stream().mapToInt(Stage::groups).sum();
    }

    /** Returns how many groups a grid has. */
    int groupsOn(List<Grid> grids, int grid) {
        return stages.stream()
                .filter(stage -> indexOf(grids, stage.rows()) == grid)
                .mapToInt(Stage::groups)
                .sum();
    }

    /** Returns the grid of each group, coarse first, as an index of the grids. */
    List<Integer> places(List<Grid> grids) {
        List<Integer> places = new ArrayList<>();
        for (Stage stage : stages) {
            int grid = indexOf(grids, stage.rows());
            if (grid < 0) {
                throw new SettingException(
                        KEY,
                        ("has a grid of %s rows, and halving the data gives grids of %s; name"
                                        + " rows of those")
                                .formatted(
                                        stage.rows(),
                                        grids.stream()
                                                .map(Grid::toString)
                                                .collect(Collectors.joining(", "))));
            }
            for (int i = 0; i < stage.groups(); i++) {
                places.add(grid);
            }
        }
        return places;
    }

    /** The coarsest grid of that many rows, or -1. */
    private static int indexOf(List<Grid> grids, int rows) {
        for (int i = grids.size() - 1; i >= 0; i--) {
            if (grids.get(i).rows() == rows) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the grid of the data and those that halving it gives, fine first. */
    static List<Grid> halvings(Grid data) {
        List<Grid> grids = new ArrayList<>(List.of(data));
        while (grids.get(grids.size() - 1).positions() > 1) {
            grids.add(grids.get(grids.size() - 1).halved());
        }
        return grids;
    }
}
