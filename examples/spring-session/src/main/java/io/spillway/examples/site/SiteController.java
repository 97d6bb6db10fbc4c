package io.spillway.examples.site;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

@RestController
class SiteController {
    private static final String USER = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;
    private static final String BASKET = "basket";

    private final FindByIndexNameSessionRepository<? extends Session> sessions;
    private final Instant started = Instant.now();

    SiteController(FindByIndexNameSessionRepository<? extends Session> sessions) {
        this.sessions = sessions;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String page(HttpServletRequest request) {
        // Who only looks needs no session yet.
        HttpSession session = request.getSession(false);
        Object user = session == null ? null : session.getAttribute(USER);
        String process = "process " + ProcessHandle.current().pid() + ", which has run for "
                + Duration.between(started, Instant.now()).toSeconds() + " s";
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>A basket that stays</title>
                <style>
                  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }
                  input, button { font: inherit; padding: .3rem .6rem }
                  footer { color: #666; font-size: .85rem; margin-top: 3rem }
                </style>
                <h1>A basket that stays</h1>
                %s
                <footer>Served by %s. Kill it with <code>kill -9</code>, start it again, and reload this page.</footer>
                </html>
                """.formatted(
                session == null || user == null ? login() : basket(user.toString(), basketOf(session)), process);
    }

    private static Basket basketOf(HttpSession session) {
        return session.getAttribute(BASKET) instanceof Basket basket ? basket : Basket.EMPTY;
    }

    private static String login() {
        return """
                <form method="post" action="/login">
                  <label>Your name: <input name="name" required autofocus></label> <button>Log in</button>
                </form>
                """;
    }

    private String basket(String user, Basket basket) {
        String items = basket.items().stream()
                .map(item -> "<li>" + HtmlUtils.htmlEscape(item) + "</li>")
                .collect(Collectors.joining());
        Map<String, ? extends Session> all = sessions.findByPrincipalName(user);
        return """
                <p>Hello, <strong>%s</strong>. You are logged in in %d browser(s).</p>
                <ul>%s</ul>
                <form method="post" action="/items">
                  <input name="item" required autofocus> <button>Put into the basket</button>
                </form>
                <form method="post" action="/logout"><p><button>Log out</button></p></form>
                """.formatted(HtmlUtils.htmlEscape(user), all.size(), items);
    }

    @PostMapping("/login")
    ResponseEntity<Void> login(HttpSession session, @RequestParam("name") String name) {
        session.setAttribute(USER, name);
        return backToThePage();
    }

    @PostMapping("/items")
    ResponseEntity<Void> add(HttpSession session, @RequestParam("item") String item) {
        session.setAttribute(BASKET, basketOf(session).with(item));
        return backToThePage();
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(HttpSession session) {
        session.invalidate();
        return backToThePage();
    }

    private static ResponseEntity<Void> backToThePage() {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", "/")
                .build();
    }
}
