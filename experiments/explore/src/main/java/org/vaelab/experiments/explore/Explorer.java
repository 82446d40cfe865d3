// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vaelab.experiments.use.Lab;

/**
 * Serves a page for folders of comparisons, to programs of this machine that know its address. The
 * page reads the folders and writes nothing in them. It runs until it is closed.
 *
 * <pre>{@code
 * try (Explorer explorer = Explorer.open(List.of(Path.of("runs/quickstart")), Lab.with(), 0)) {
 *     System.out.println(explorer.address());
 *     System.in.read();
 * }
 * }</pre>
 *
 * <p>Only requests with the token of the address are answered, at the address of this machine alone
 * and from no other page. Nothing is loaded from another machine.
 */
public final class Explorer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int WAITING = 32;

    private final HttpServer server;
    private final ExecutorService threads;
    private final OpenModels models;
    private final Uploads uploads;
    private final URI address;

    private Explorer(HttpServer server, Folders folders, Lab lab) throws IOException {
        this.server = server;
        this.models = new OpenModels(lab);
        this.uploads = new Uploads();
        this.threads = Executors.newFixedThreadPool(THREADS, Explorer::daemon);
        int port = server.getAddress().getPort();
        Guard guard = Guard.of(port);
        this.address = URI.create("http://127.0.0.1:" + port + "/#token=" + guard.token());
        server.setExecutor(threads);
        server.createContext("/", new Site(guard, new Api(folders, models, uploads)));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "vaelab-explore");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the page.
     *
     * @param places folders of comparisons, or of runs in them
     * @param lab with the plugins whose parts the models have
     * @param port of 127.0.0.1; 0 for one that is free
     * @throws org.vaelab.framework.VaeLabException if a place is neither a comparison nor a run of one
     * @throws IOException if a plan cannot be read, or the port is in use
     */
    public static Explorer open(List<Path> places, Lab lab, int port) throws IOException {
        Folders folders = Folders.of(places, lab);
        // Seconds that a request may take to arrive: a caller that sends none holds no thread.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "30");
        }
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(own, port), WAITING);
        Explorer explorer = new Explorer(server, folders, lab);
        server.start();
        return explorer;
    }

    /** Returns the address of the page, with its token. Whoever has it may use the models. */
    public URI address() {
        return address;
    }

    /** Ends the page, and frees the models. */
    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        models.close();
        uploads.close();
    }
}
