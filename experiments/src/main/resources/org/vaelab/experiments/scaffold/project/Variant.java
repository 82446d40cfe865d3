package {{package}};

import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;

/** The name {@code {{name}}} for a whole model: this posterior and a standard Normal prior. */
public final class {{Name}}Variant implements Variant<{{Name}}Factory.Settings> {

    @Override
    public Class<{{Name}}Factory.Settings> settingsType() {
        return {{Name}}Factory.Settings.class;
    }

    @Override
    public String description() {
        return "Laplace posterior, standard Normal prior";
    }

    @Override
    public PosteriorFamily posterior({{Name}}Factory.Settings settings, PartContext context) {
        return new {{Name}}Factory().create(settings, context);
    }

    @Override
    public Prior prior({{Name}}Factory.Settings settings, PartContext context) {
        return new StandardNormal(
                context.runtime(), context.space(Euclidean.class, "variant {{name}}"));
    }
}
