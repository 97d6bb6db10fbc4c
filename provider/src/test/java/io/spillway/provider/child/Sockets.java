package io.spillway.provider.child;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * Lets a process open no socket: whoever tries is told so, and the attempt is printed with the place that made it. To be
 * named in the system property {@code java.nio.channels.spi.SelectorProvider}; {@link #forbid} sees to the older API.
 */
public final class Sockets extends SelectorProvider {
    /** For the JDK, which makes one. */
    public Sockets() {}

    @SuppressWarnings("deprecation") // Nothing replaces the factories, and they are there on every JDK.
    static void forbid() throws IOException {
        Socket.setSocketImplFactory(Sockets::refused);
        ServerSocket.setSocketFactory(Sockets::refused);
        if (!(SelectorProvider.provider() instanceof Sockets)) {
            throw new AssertionError("not watched: " + SelectorProvider.provider());
        }
    }

    private static SocketImpl refused() {
        throw new UnsupportedOperationException(tell());
    }

    private static IOException refusal() {
        return new IOException(tell());
    }

    private static String tell() {
        String text = "A socket was to be opened";
        new Exception(text).printStackTrace(System.out);
        return text;
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        throw refusal();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        throw refusal();
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        throw refusal();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        throw refusal();
    }

    @Override
    public Pipe openPipe() throws IOException {
        throw refusal();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        throw refusal();
    }
}
