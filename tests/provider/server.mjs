// A real OpenID Connect provider for the tests. Who logs in is told beforehand (POST /wie?naam=...): no pages of its own.
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

const { PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT, ACCOUNTS } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const accounts = JSON.parse(ACCOUNTS); // name -> { claims, amr }
let who = '';

const provider = new Provider(issuer, {
  clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [REDIRECT] }],
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  conformIdTokenClaims: false, // the claims stand in the token itself, as with the big providers
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['only for tests'] },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id].claims }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const listener = provider.callback();
createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (request.method === 'POST' && url.pathname === '/wie') {
    who = url.searchParams.get('naam');
    response.end('ok');
  } else if (url.pathname.startsWith('/interaction/')) {
    const result = who
      ? { login: { accountId: who, amr: accounts[who].amr } }
      : { error: 'access_denied', error_description: 'Nobody' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } else {
    listener(request, response);
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
