package {{package}};

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link {{Name}}Family} from what a config says. */
public final class {{Name}}Factory implements PosteriorFactory<{{Name}}Factory.Settings> {

    /**
     * The keys of a config. Its constructor refuses what makes no sense; the message begins with the
     * key, and is shown with the line of the config.
     *
     * @param latent the dimension d
     */
    public record Settings(@JsonProperty(required = true) int latent) {

        /** Checks the dimension. */
        public Settings {
            if (latent < 1) {
                throw new IllegalArgumentException("latent must be at least 1, is " + latent);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "independent Laplace distributions on R^d, exact pathwise gradient";
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        return new {{Name}}Family(new Euclidean(settings.latent()));
    }
}
