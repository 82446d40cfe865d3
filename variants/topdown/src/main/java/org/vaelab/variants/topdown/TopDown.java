// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Likelihood.DecoderNetworks;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.parts.architecture.HeadChannels;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * The settings of a {@link TopDownModel} and of its encoder, {@link TopDownEncoder}.
 *
 * <p>Weights start as PyTorch draws them, with biases 0. The last weights of residual blocks and
 * those from z are scaled by 1 / sqrt(N), N the number of blocks on the path or in the encoder. The
 * last weights of priors start at 0 (Child 2021, section 3.2).
 */
@Called("top-down hierarchy")
@Cites({"child2021", "sonderby2016"})
@Part(
        value = TopDown.NAME,
        description =
                "groups of latent variables on grids from coarse to fine, with a path of residual"
                        + " blocks shared by p and q",
        paper = "Child (2021), section 3 and figure 3")
public record TopDown(
        @Setting(
                        "groups by the rows of their grid, coarse first: \"1x2, 4x4, 7x4, 14x2\" is two"
                                + " groups on 1x1, then four on 4x4; grids are the data's, halved and"
                                + " rounded up; vectors have 1x1 alone")
                String stages,
        @Setting(value = "C, the channels of the path and of the encoder", defaultValue = "64")
                int width,
        @Setting(value = "the latent dimension at each position of a group", defaultValue = "8")
                int latent,
        @Setting(
                        value = "the inner channels of a block, as a share of its width, up to 1",
                        defaultValue = "0.25")
                double bottleneck,
        @Setting(
                        "residual blocks of the encoder on each grid of a stage; default: half as"
                                + " many as groups, rounded up")
                @Nullable Integer encoderBlocks,
        @Setting(
                        value = "the posterior that each group has, as prior and as posterior",
                        defaultValue = "diagonal-normal")
                String family,
        @Setting(value = "activation before each convolution", defaultValue = "gelu")
                Activation activation)
        implements WholeModel.Decoding {

    static final String NAME = "top-down";

    /** Twice the 24 groups of the deepest model that trains on a processor in an hour. */
    private static final int MOST_GROUPS = 100;

    public TopDown {
        int groups = Stages.parse(stages).groups();
        if (groups > MOST_GROUPS) {
            throw new SettingException(
                    Stages.KEY, "have %s groups, at most %s".formatted(groups, MOST_GROUPS));
        }
        Counts.atLeastOne("width", width);
        Counts.atLeastOne("latent", latent);
        if (!(bottleneck > 0 && bottleneck <= 1)) {
            throw new SettingException("bottleneck", "must be in (0, 1], is " + bottleneck);
        }
        if (encoderBlocks != null) {
            Counts.atLeastOne("encoderBlocks", encoderBlocks);
        }
    }

    @Override
    public boolean takesMissingValues() {
        return true;
    }

    private Block.Plan plan() {
        return new Block.Plan(width, Math.max(1, (int) (width * bottleneck)), activation);
    }

    private static Grid grid(DataShape data) {
        return data.isFlat() ? new Grid(1, 1) : new Grid(data.height(), data.width());
    }

    private static int planes(DataShape data) {
        return data.isFlat() ? data.size() : data.channels();
    }

    private static InitialWeights weights(PartContext context) {
        return new InitialWeights(context.runtime(), context.key(), Initializer.FAN_IN);
    }

    @Override
    public TopDownModel create(PartContext context, Likelihood likelihood) {
        DataShape data = context.shape();
        if (!context.data().form().modalities().isEmpty()) {
            throw new IllegalArgumentException(
                    "variant '%s' is for data of one kind, and these have modalities; choose another variant"
                            .formatted(NAME));
        }
        List<Grid> grids = Stages.halvings(grid(data));
        List<Integer> places = Stages.parse(stages).places(grids);
        int finest = places.get(places.size() - 1);
        double scale = Math.sqrt(1.0 / (places.size() + finest));
        List<Group> groups = new ArrayList<>();
        int place = 0;
        for (int i = 0; i < places.size(); i++) {
            boolean begins = i == 0 || !places.get(i).equals(places.get(i - 1));
            place = begins ? 1 : place + 1;
            Grid grid = grids.get(places.get(i));
            String name = "z%s_%s".formatted(grid, place);
            PartContext own = context.forPart(name);
            groups.add(
                    Group.make(
                            context.runtime(),
                            weights(own),
                            plan(),
                            name,
                            places.get(i),
                            grid,
                            begins,
                            family(own, grid),
                            scale));
        }
        Path path = new Path(context.runtime(), groups, grids, width);
        Decoder decoder = likelihood.decoder(new Networks(context, grids, finest, scale));
        return new TopDownModel(context.runtime(), data, path, decoder, likelihood);
    }

    private PosteriorFamily family(PartContext context, Grid grid) {
        int size = Math.multiplyExact(latent, grid.positions());
        PosteriorPart part =
                context.parts()
                        .of(PosteriorPart.class)
                        .create(new PartChoice(family, Map.of("latent", size)));
        PosteriorFamily made = part.create(context.forPart("posterior"));
        if (!made.parameters().isEmpty() || made instanceof Factored) {
            throw new SettingException(
                    "family",
                    "must have no parameters and no factors, and '%s' has; use diagonal-normal"
                            .formatted(family));
        }
        try {
            new HeadChannels(made.head().onGrid(grid), 1, grid);
            grid.share(made.networkInput().width());
            return made;
        } catch (IllegalArgumentException e) {
            throw SettingException.about(
                    "family",
                    "the numbers of '%s' do not lie on a grid: %s; use diagonal-normal, or stages of 1x1"
                            .formatted(family, e.getMessage()),
                    e);
        }
    }

    /** Makes the layers from the finest group to the data. */
    private final class Networks implements DecoderNetworks {

        private final PartContext context;
        private final List<Grid> grids;
        private final int finest;
        private final double scale;

        Networks(PartContext context, List<Grid> grids, int finest, double scale) {
            this.context = context;
            this.grids = grids;
            this.finest = finest;
            this.scale = scale;
        }

        @Override
        public Decoder whole(Likelihood likelihood) {
            DataShape data = context.shape();
            Head head = likelihood.head(data);
            Optional<HeadChannels> outputs =
                    data.isFlat()
                            ? Optional.empty()
                            : Optional.of(new HeadChannels(head, planes(data), grids.get(0)));
            InitialWeights weights = weights(context.forPart("output"));
            List<Grid> finer = new ArrayList<>();
            List<Block> blocks = new ArrayList<>();
            for (int i = finest - 1; i >= 0; i--) {
                finer.add(grids.get(i));
                blocks.add(plan().residual(weights.fold(i), grids.get(i), scale));
            }
            OutputLayers made =
                    new OutputLayers(
                            width,
                            grids.get(finest),
                            finer,
                            blocks,
                            Block.layer(
                                    weights.split("last"),
                                    width,
                                    outputs.map(HeadChannels::count).orElse(head.width()),
                                    1,
                                    Activation.IDENTITY,
                                    1),
                            outputs);
            likelihood.startAt(context.data().trainingMean(), made);
            return made;
        }

        @Override
        public List<String> factors() {
            return List.of("");
        }

        @Override
        public Decoder of(Modality modality, Likelihood likelihood, Collection<String> seen) {
            throw new IllegalArgumentException(
                    "variant '%s' has no decoder of a modality".formatted(NAME));
        }
    }

    @Override
    public Optional<Inference> encoder(GenerativeModel made, PartContext context) {
        TopDownModel model = (TopDownModel) made;
        DataView view = DataView.ofNumbers(context.data(), "variant '" + NAME + "'");
        List<Grid> grids = model.path().grids();
        Stages read = Stages.parse(stages);
        int coarsest = model.path().groups().get(0).index();
        int finest = read.places(grids).get(read.groups() - 1);
        List<Integer> counts =
                IntStream.rangeClosed(0, coarsest)
                        .map(grid -> grid < finest ? 1 : blocks(read.groupsOn(grids, grid)))
                        .boxed()
                        .toList();
        double scale = Math.sqrt(1.0 / counts.stream().mapToInt(Integer::intValue).sum());
        InitialWeights weights = weights(context);
        List<List<Block>> blocks = new ArrayList<>();
        for (int grid = 0; grid <= coarsest; grid++) {
            InitialWeights own = weights.split("grid").fold(grid);
            List<Block> ofGrid = new ArrayList<>();
            for (int i = 0; i < counts.get(grid); i++) {
                ofGrid.add(plan().residual(own.fold(i), grids.get(grid), scale));
            }
            blocks.add(ofGrid);
        }
        List<Block> posteriors = new ArrayList<>();
        for (Group group : model.path().groups()) {
            posteriors.add(
                    plan().block(
                                    weights.split(group.name()),
                                    2 * width,
                                    group.outputs().count(),
                                    group.grid(),
                                    1));
        }
        Grid data = grids.get(0);
        return Optional.of(
                new TopDownEncoder(
                        model,
                        view,
                        new BottomUp(
                                context.runtime(),
                                data,
                                Block.layer(
                                        weights.split("first"),
                                        planes(view.seen()),
                                        width,
                                        Block.extent(data),
                                        Activation.IDENTITY,
                                        1),
                                blocks),
                        posteriors));
    }

    /** The blocks of the encoder on a grid of that many groups. */
    private int blocks(int groups) {
        if (groups == 0) {
            return 0;
        }
        return encoderBlocks == null ? (groups + 1) / 2 : encoderBlocks;
    }
}
